/** What the global setup tells the tests of the page. */
export type TestPage = {
  /** Of the gateway, with the page at its root. */
  url: string;
  /** Path of the browser. */
  chromium: string;
  /** Where `notification` may push to: for a push service of the test. */
  pushPort: number;
  /** By which `notification` signs. */
  vapidPublicKey: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    page: TestPage;
  }
}
