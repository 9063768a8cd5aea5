import { DATA_FLOW, type Picture, withBackupStore } from '../../data-flow.ts';

/** The picture as it is here: backups go to the S3 server of clusters/local/equipment. */
export const PICTURE: Picture = withBackupStore(DATA_FLOW, { namespace: 's3', port: 9000 });
