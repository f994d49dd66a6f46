import { DEFAULT_DATA, DEFAULT_PORT } from './parse-arguments.js';

export const HELP = `AtlasNode Sessions: every service in one process, on the embedded engine.

npm start                     start, or go on with the data that is there
npm start -- --fresh          start empty: the data of this folder is removed
npm start -- --data DIR       keep the data in DIR (${DEFAULT_DATA})
npm start -- --port N         demo at N, console N+1, api N+2, push N+3, audit N+4 (${DEFAULT_PORT})
npm start -- --idle 60s       end a session after so long without activity (30s, 10m, 2h, 7d); the grace follows
npm start -- --admin-code     a new one-time code for the console, from the copy that is running on this data
npm start -- --help           this text
`;
