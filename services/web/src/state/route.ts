import { type ReadonlySignal, signal } from '@preact/signals';

/** What the page shows, by the part of its address behind `#`. */
export type Route = { view: 'convert'; fid?: string } | { view: 'settings' };

/** Reads `#/settings`, `#/jobs/<fid>`; all else is the main view. */
export function parseRoute(hash: string): Route {
  if (hash === '#/settings') return { view: 'settings' };
  const fid = /^#\/jobs\/([0-9a-f-]{36})$/.exec(hash)?.[1];
  return fid ? { view: 'convert', fid } : { view: 'convert' };
}

/** The route, as links and the browser's buttons change it. */
export function watchRoute(target: Window): ReadonlySignal<Route> {
  const route = signal(parseRoute(target.location.hash));
  target.addEventListener('hashchange', () => {
    route.value = parseRoute(target.location.hash);
  });
  return route;
}
