import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { ConvertView } from './convert/convert-view.tsx';
import { PageHeader } from './page-header.tsx';
import { SettingsView } from './settings/settings-view.tsx';
import { SignInView } from './sign-in-view.tsx';

/** All of the page: who is signed in decides on what there is to see. */
export function Page() {
  const { announcer } = useApp();
  return (
    <>
      <button type="button" class="skip" onClick={skipToMain}>
        Skip to content
      </button>
      <PageHeader />
      <main id="main" tabIndex={-1}>
        <CurrentView />
      </main>
      <footer class="page-footer">
        <a href="/what-happens.html">What happens to my video when …</a>
      </footer>
      <div role="status" class="hidden">
        {announcer.message.value}
      </div>
    </>
  );
}

/** By hand, since what stands behind `#` in the address is the view. */
function skipToMain(): void {
  document.getElementById('main')?.focus();
}

function CurrentView() {
  const { session, route } = useApp();
  const { kind } = session.visitor.value;
  const view = kind === 'user' ? route.value.view : kind;
  useEffect(() => {
    document.title = `${TITLES[view]}Video converter`;
  }, [view]);
  switch (view) {
    case 'convert':
      return <ConvertView />;
    case 'settings':
      return <SettingsView />;
    case 'signed-out':
      return <SignInView />;
    case 'unreachable':
      return <Unreachable />;
    case 'unknown':
      return <p aria-busy="true">Loading…</p>;
  }
}

const TITLES = {
  convert: '',
  settings: 'Settings · ',
  'signed-out': 'Sign in · ',
  unreachable: '',
  unknown: '',
};

function Unreachable() {
  const { session } = useApp();
  return (
    <article class="narrow">
      <h1>The server cannot be reached</h1>
      <p>Nothing is lost: your files are there as soon as it is back.</p>
      <button type="button" onClick={() => session.resume()}>
        Try again
      </button>
    </article>
  );
}
