import { createServer } from 'node:http';

// The least that a service can be: a process that listens. Prints a line when it does.
createServer().listen(0, '127.0.0.1', () => console.log('ready'));
