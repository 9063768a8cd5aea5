import type { Progress } from '@vc/local/progress.ts';
import { ensureTool } from '../go-tool.ts';

/** The programs that render. */
export interface RenderTools {
  helm: string;
  kustomize: string;
}

/** Finds or builds them. */
export async function ensureRenderTools(progress: Progress): Promise<RenderTools> {
  return { helm: await ensureTool('helm', progress), kustomize: await ensureTool('kustomize', progress) };
}
