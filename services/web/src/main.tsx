import './styles/document.css';
import './styles/files.css';
import { render } from 'preact';
import { AppContext } from './app-context.ts';
import { createApp } from './create-app.ts';
import { Page } from './views/page.tsx';

/** Undefined where there are no service workers, such as on a page that came by plain HTTP. */
async function registerServiceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  return await navigator.serviceWorker
    ?.register('/service-worker.js', { type: 'module' })
    .catch(() => undefined);
}

const app = createApp(registerServiceWorker());
// A click on a notification, while this tab is open.
navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ open?: string }>) => {
  if (data.open) window.location.assign(data.open);
});
void app.session.resume();
render(
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>,
  document.body,
);
