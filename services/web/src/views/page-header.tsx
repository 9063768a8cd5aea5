import { useApp } from '../app-context.ts';

/** The name of the page, where one may go, and the way out. */
export function PageHeader() {
  const { session, route } = useApp();
  const visitor = session.visitor.value;
  const { view } = route.value;
  return (
    <header class="page-header">
      <a href="#/" class="brand">
        <img src="/icon.svg" alt="" width="32" height="32" />
        Video converter
      </a>
      {visitor.kind === 'user' && (
        <nav aria-label="Main">
          <a href="#/" aria-current={view === 'convert' ? 'page' : undefined}>
            Convert
          </a>
          <a href="#/settings" aria-current={view === 'settings' ? 'page' : undefined}>
            Settings
          </a>
          <button type="button" class="quiet small" onClick={() => session.signOut()}>
            Sign out
          </button>
        </nav>
      )}
    </header>
  );
}
