import type { Rule } from './source-file.ts';

/** What somebody who opens a folder should find first. */
export const readmeRule: Rule = {
  name: 'every folder of services, apps, platform and clusters has a README',
  find: files => {
    const paths = files.map(({ path }) => path);
    const folders = new Set(
      paths.flatMap(
        path => /^(?:services\/(?:lib\/)?|apps\/|platform\/|clusters\/)[^/]+(?=\/)/.exec(path)?.[0] ?? [],
      ),
    );
    return [...folders]
      .filter(folder => !paths.includes(`${folder}/README.md`))
      .map(folder => `${folder} has no README.md`);
  },
};
