import { SetupError } from '@vc/local/setup-error.ts';

/** This machine cannot have a cluster, whatever is ended or removed on it; another {@link SetupError} is about what is in the way. */
export class UnsuitableMachine extends SetupError {}
