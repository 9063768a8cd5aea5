/** What of the browser decides on push. */
export type PushSurroundings = {
  isSecureContext: boolean;
  hasPushManager: boolean;
  /** iPhone or iPad. */
  isIos: boolean;
  /** Opened from the home screen. */
  isInstalled: boolean;
  permission: NotificationPermission | undefined;
};

/** Why push cannot work here, in a sentence that says what to do; nothing where it can. */
export function whyNoPush(around: PushSurroundings): string {
  if (!around.isSecureContext) {
    return 'Browsers allow push only on pages that come by HTTPS, and this one came by HTTP.';
  }
  if (!around.hasPushManager) {
    return around.isIos && !around.isInstalled
      ? 'On an iPhone or iPad push works from the home screen: choose “Share”, then “Add to Home Screen”, and open it from there.'
      : 'This browser does not know push.';
  }
  if (around.permission === 'denied') {
    return 'Notifications of this page are blocked: allow them in the settings of the browser for this site.';
  }
  return '';
}

/** Looks at the browser that this page runs in. */
export function readPushSurroundings(target: Window & typeof globalThis): PushSurroundings {
  const { navigator } = target;
  return {
    isSecureContext: target.isSecureContext,
    hasPushManager: 'serviceWorker' in navigator && 'PushManager' in target && 'Notification' in target,
    // An iPad calls itself a Mac, but no Mac has a touch screen.
    isIos:
      /iPhone|iPad/.test(navigator.userAgent) ||
      (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
    isInstalled: target.matchMedia('(display-mode: standalone)').matches,
    permission: 'Notification' in target ? target.Notification.permission : undefined,
  };
}
