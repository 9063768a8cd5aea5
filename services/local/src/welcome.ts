/** What there is to say of a running stack. */
export interface Welcome {
  url: string;
  mailUrl: string;
  /** The page that reloads when its sources change. */
  editingUrl: string;
  email: string;
  password: string;
  directory: string;
}

/** What `npm start` prints when everything runs: lines to paste, in the order in which one needs them. */
export function welcome({ url, mailUrl, editingUrl, email, password, directory }: Welcome): string {
  return `
The video converter runs. Open ${url} and sign in as ${email} with
${password}
or paste these lines:

  TOKEN=$(curl -sX POST ${url}/login -u '${email}:${password}')
  curl -X POST -F 'file=@./video.mp4' -H "Authorization: Bearer $TOKEN" ${url}/upload
  curl --output video.mp3 -H "Authorization: Bearer $TOKEN" "${url}/download?fid=<fid>"

  npm run demo [video]     does all of it
  npm run admin -- user add you@example.org

  Page        ${url}
  Editing it  ${editingUrl}  (reloads when services/web changes)
  API         ${url}/docs
  Mails       ${mailUrl}
  Logs, data  ${directory}

Ctrl-C stops everything; the data stay (npm start -- --reset empties them).
`;
}
