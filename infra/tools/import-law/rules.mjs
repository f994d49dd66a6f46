// The law of imports. Each rule has a name and its reason; the test run counts each one.
import { entryFiles } from './entry-files.mjs';

const ours = '^(?:packages|services|examples)/';
const spec = '\\.(?:spec|fixture)\\.tsx?$';
const leaf = '\\.spec\\.tsx?$';
const isPackage = (...names) => `^packages/(?:${names.join('|')})/`;
const npm = (...names) => `node_modules/(?:${names.join('|')})/`;

/** Sources of one package, without its specs: those may import engines and testkit. */
const sourcesOf = (name) => ({ path: `^packages/${name}/`, pathNot: [spec] });

/** A package may import itself and the named ones, and nothing else of ours. */
function importsOnly(name, allowed) {
  return { from: sourcesOf(name), to: { path: ours, pathNot: [isPackage(name, ...allowed)] } };
}

export const rules = [
  {
    name: 'session-events-imports-nothing-of-ours',
    comment: 'The published contracts are what everyone else depends on; a dependency of theirs would be everyone’s.',
    ...importsOnly('session-events', []),
  },
  {
    name: 'session-domain-imports-only-session-events',
    comment: 'The rules of a session must not know how they are stored, sent or served.',
    ...importsOnly('session-domain', ['session-events']),
  },
  {
    name: 'session-domain-is-pure',
    comment: 'Time, ids and secrets arrive in the command: no module of Node, no framework, no driver.',
    from: sourcesOf('session-domain'),
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg'],
      pathNot: [ours, npm('zod')],
    },
  },
  {
    name: 'session-engine-imports-only-session-events',
    comment: 'A port is said in the terms of the events, so that an engine needs no domain.',
    ...importsOnly('session-engine', ['session-events']),
  },
  {
    name: 'session-commands-imports-only-domain-engine-events',
    comment: 'The one write path is the domain over ports; it works the same on every engine and in every service.',
    ...importsOnly('session-commands', ['session-events', 'session-domain', 'session-engine']),
  },
  {
    name: 'engines-import-only-session-engine-and-session-events',
    comment: 'Engines are exchangeable: they know neither each other nor the rules they store the outcome of.',
    from: { path: '^packages/(engine-[^/]+)/', pathNot: [spec] },
    // kafka-broadcast closes the traps of Kafka's client once, for the distributed engine and the verifier.
    to: { path: ours, pathNot: ['^packages/$1/', isPackage('session-engine', 'session-events', 'kafka-broadcast')] },
  },
  {
    name: 'kafka-broadcast-is-a-leaf',
    comment: 'It is shared by an engine and a published SDK, so it may bring neither with it.',
    ...importsOnly('kafka-broadcast', []),
  },
  {
    name: 'session-verifier-imports-only-session-events',
    comment: 'A published SDK: what else it needs it names as a structural interface.',
    from: { path: '^packages/session-verifier/', pathNot: [spec, '^packages/session-verifier/src/kafka[./]'] },
    to: { path: ours, pathNot: [isPackage('session-verifier', 'session-events')] },
  },
  {
    name: 'session-verifier-kafka-imports-only-session-events-and-kafka-broadcast',
    comment: 'The Kafka source is the one part of the SDK that needs a client of ours.',
    from: { path: '^packages/session-verifier/src/kafka[./]', pathNot: [spec] },
    to: { path: ours, pathNot: [isPackage('session-verifier', 'session-events', 'kafka-broadcast')] },
  },
  {
    name: 'session-browser-imports-only-session-events',
    comment: 'A published SDK that every page loads: nothing of the server may be pulled in.',
    ...importsOnly('session-browser', ['session-events']),
  },
  {
    name: 'session-browser-has-no-node',
    comment: 'It runs in browsers, where there is no module of Node.',
    from: sourcesOf('session-browser'),
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'packages-import-no-service-and-no-example',
    comment: 'Services are made of packages, never the other way round.',
    from: { path: '^packages/' },
    to: { path: '^(?:services|examples)/' },
  },
  {
    name: 'services-import-no-service',
    comment: 'Services are deployed apart and meet on the wire; all-in-one alone composes them.',
    from: { path: '^services/([^/]+)/', pathNot: ['^services/all-in-one/'] },
    to: { path: '^services/', pathNot: ['^services/$1/'] },
  },
  {
    name: 'examples-are-imported-only-by-all-in-one',
    comment: 'An example is written as a user would write it; only the one-process start shows it.',
    from: { path: ours, pathNot: ['^services/all-in-one/', '^examples/', spec] },
    to: { path: '^examples/' },
  },
  {
    name: 'examples-import-only-the-sdks',
    comment: 'A user has the published SDKs and nothing else of ours.',
    from: { path: '^examples/([^/]+)/', pathNot: [spec] },
    to: { path: ours, pathNot: ['^examples/$1/', isPackage('session-verifier', 'session-browser', 'session-events')] },
  },
  {
    name: 'engines-are-imported-only-in-engine-module',
    comment: 'Everything else asks for ports by token, so that all-in-one opens one engine for all and a test another.',
    from: { path: ours, pathNot: [spec, '^services/[^/]+/src/engine\\.module\\.ts$', '^packages/engine-[^/]+/'] },
    to: { path: '^packages/engine-[^/]+/' },
  },
  {
    name: 'engine-module-is-imported-only-by-main',
    comment: 'A module that composes a service must not choose its engine.',
    from: { path: ours, pathNot: [spec, '^services/[^/]+/src/main\\.ts$', '^services/[^/]+/src/[a-z-]+\\.main\\.ts$'] },
    to: { path: '/engine\\.module\\.ts$' },
  },
  {
    name: 'kafkajs-only-in-engine-distributed-and-kafka-broadcast',
    comment: 'Its client has traps (docs of the engines); they are closed in these two and nowhere again.',
    from: { path: ours, pathNot: [isPackage('engine-distributed', 'kafka-broadcast')] },
    to: { path: npm('kafkajs', '@types/kafkajs') },
  },
  {
    name: 'drivers-only-in-engines',
    comment: 'A driver outside an engine would be a second way into the store.',
    from: { path: ours, pathNot: ['^packages/engine-[^/]+/'] },
    to: { path: npm('libsql', 'mongoose', 'mongodb', 'bullmq', 'ioredis') },
  },
  {
    name: 'testkit-only-from-specs',
    comment: 'What tests need must never reach a running service.',
    from: { path: ours, pathNot: [spec, '^packages/testkit/'] },
    to: { path: '^packages/testkit/' },
  },
  {
    name: 'specs-are-imported-by-nobody',
    comment: 'A spec is a leaf: what two of them share is a fixture beside them, or lives in testkit or test/.',
    from: {},
    to: { path: leaf },
  },
  {
    name: 'fixtures-only-from-specs',
    comment: 'A fixture is what specs of one package share; it is not built and must never reach a running service.',
    from: { path: ours, pathNot: [spec] },
    to: { path: '\\.fixture\\.tsx?$' },
  },
  {
    name: 'no-deep-imports',
    comment: 'What a package does not export is its own and may change: others import its entries only.',
    from: { path: '^(packages|services|examples)/([^/]+)/' },
    to: { path: ours, pathNot: ['^$1/$2/', ...entryFiles()] },
  },
  {
    name: 'no-relative-imports-between-packages',
    comment: 'A path into another package is not seen by its manifest, nor by who installs it.',
    from: { path: '^(packages|services|examples)/([^/]+)/' },
    to: { path: ours, pathNot: ['^$1/$2/'], dependencyTypes: ['local'] },
  },
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module, or miss a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'every-import-resolves',
    comment: 'A rule says nothing about an import that leads nowhere.',
    from: {},
    to: { couldNotResolve: true },
  },
];
