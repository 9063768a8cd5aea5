import { useEffect } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { UploadRow } from './upload-row.tsx';

/** What is on its way. */
export function UploadList() {
  const { uploads } = useApp();
  useEffect(() => {
    // A file that is left behind must be chosen again: the browser asks first.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
  return (
    <section aria-labelledby="uploads-title">
      <h2 id="uploads-title">Uploading</h2>
      <ul class="files">
        {uploads.list.value.map(upload => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}
