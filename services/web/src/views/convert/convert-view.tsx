import { useApp } from '../../app-context.ts';
import { DropZone } from './drop-zone.tsx';
import { JobList } from './job-list.tsx';
import { UploadList } from './upload-list.tsx';

/** Videos in, MP3s out. */
export function ConvertView() {
  const { uploads } = useApp();
  return (
    <>
      <h1 class="hidden">Convert</h1>
      <DropZone />
      {uploads.list.value.length > 0 && <UploadList />}
      <JobList />
    </>
  );
}
