import type { Job } from '@vc/contracts/job.ts';
import { connectionLost, toApiError } from './api-error.ts';

/** One attempt to send a video. */
export type UploadRequest = {
  file: File;
  bitrate: string;
  /** The same in each attempt, so that what arrived unnoticed makes no second job. */
  idempotencyKey: string;
  onProgress(sentBytes: number, totalBytes: number): void;
  signal: AbortSignal;
};

/** Sends a video, and resolves with its job once it is safe. */
export type SendUpload = (request: UploadRequest) => Promise<Job>;

/**
 * By XMLHttpRequest, since `fetch` does not tell how much has been sent.
 *
 * @throws {ApiError} also with code `connection-lost`, and `aborted` when the signal says so
 */
export const sendUpload: SendUpload = ({ file, bitrate, idempotencyKey, onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/upload?bitrate=${bitrate}`);
    request.setRequestHeader('idempotency-key', idempotencyKey);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => {
      if (request.status === 202) resolve(JSON.parse(request.responseText) as Job);
      else reject(toApiError(request.status, request.responseText, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(connectionLost());
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());

    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
