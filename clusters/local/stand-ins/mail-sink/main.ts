/** The mail sink of services/local, for other pods: SMTP on port 1025, the page on 8025. Mails are kept in memory. */
import { startMailSink } from '../../../../services/local/src/mail-sink.ts';

const sink = await startMailSink({ host: '0.0.0.0', smtpPort: 1025, httpPort: 8025 });
process.on('SIGTERM', () => sink.close());
