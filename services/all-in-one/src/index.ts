export { startAllInOne, type StartAllInOne } from './start-all-in-one.js';
