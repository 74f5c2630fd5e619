import { HostList } from '../../main/webapp/hosts/host-list.js';
import { RowPlaces } from '../../main/webapp/hosts/row-places.js';
import { ApiError } from '../../main/webapp/wire/api.js';
import { equal, ok, test } from './harness.js';

const WEB_LOGS = [{ source: '/var/log/app.log', kind: 'file' }, { source: '/var/log/access.log', kind: 'file' }];

/** @type {Record<string, unknown>} */
const HOSTS = {
  'api/hosts': { hosts: [
    { name: 'web-1', description: 'Shop', labels: { env: 'prod' }, logs: [{ source: 'journal', kind: 'command' }] },
    { name: 'db-1', description: null, labels: {}, logs: [] },
  ] },
  'api/hosts/web-1/logs': { host: 'web-1', logs: WEB_LOGS, truncated: false },
  'api/hosts/db-1/logs': { host: 'db-1', logs: [], truncated: false },
};

/** @param {Record<string, unknown>} answers */
async function list(answers = HOSTS) {
  /** @param {string} path */
  const getJson = async (path) => {
    if (answers[path] === undefined) throw new Error(`${path} could not be reached`);
    return answers[path];
  };
  const made = new HostList(getJson, () => {});
  await made.load();
  return made;
}

/** @param {import('../../main/webapp/hosts/host-list.js').HostListRow} row */
function shownRow(row) {
  if (row.kind === 'log') return row.log.source;
  if (row.kind === 'note') return row.note;
  return row.kind === 'host' ? row.host : row.kind;
}

/** @param {HostList} list */
const shown = ({ rows }) => rows.map(shownRow);
const settled = () => new Promise((done) => setTimeout(done));

test('hosts are closed at first', async () => {
  equal(shown(await list()), ['web-1', 'db-1']);
});

test('an open host shows what is known at once, and its files when they come', async () => {
  const hosts = await list();
  hosts.toggle('web-1');
  equal(shown(hosts), ['web-1', 'journal', 'db-1']);
  await settled();
  equal(shown(hosts), ['web-1', '/var/log/app.log', '/var/log/access.log', 'db-1']);
});

test('a directory with too many files is named', async () => {
  const crowded = { logs: WEB_LOGS, truncated: true, crowded: { '/var/spool/': 2 } };
  const hosts = await list({ ...HOSTS, 'api/hosts/db-1/logs': crowded });
  hosts.toggle('db-1');
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', '/var/log/app.log', '/var/log/access.log', 'crowded']);
  const note = hosts.rows[4];
  equal(note.kind === 'crowded' && [note.directory, note.count], ['/var/spool/', 2]);
});

test('a host without files says so', async () => {
  const hosts = await list();
  hosts.toggle('db-1');
  equal(shown(hosts), ['web-1', 'db-1', 'loading']);
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', 'noLogs']);
});

test('a host that fails shows the sentence, and works when tried again', async () => {
  /** @type {Record<string, unknown>} */
  const answers = { ...HOSTS, 'api/hosts/db-1/logs': undefined };
  const hosts = await list(answers);
  hosts.toggle('db-1');
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', 'error']);
  const error = hosts.rows[2];
  equal(error.kind === 'error' && error.message, 'api/hosts/db-1/logs could not be reached');
  answers['api/hosts/db-1/logs'] = HOSTS['api/hosts/web-1/logs'];
  await hosts.loadLogs('db-1');
  equal(shown(hosts), ['web-1', 'db-1', '/var/log/app.log', '/var/log/access.log']);
});

test('a server with too much to list is asked again, not for ever', async () => {
  let asked = 0;
  let busy = 2;
  /** @param {string} path */
  const getJson = async (path) => {
    if (path === 'api/hosts') return HOSTS[path];
    asked++;
    if (busy-- > 0) throw new ApiError('limit', 'too many');
    return HOSTS[path];
  };
  const hosts = new HostList(getJson, () => {}, () => 0, async () => {});
  await hosts.load();
  await hosts.loadLogs('web-1');
  hosts.toggle('web-1', true);
  equal(asked, 3);
  equal(shown(hosts), ['web-1', '/var/log/app.log', '/var/log/access.log', 'db-1']);
  busy = 1000;
  await hosts.loadLogs('db-1');
  hosts.toggle('web-1', false);
  equal(asked, 11);
  ok(hosts.rows.length >= 2);
});

test('a search finds hosts by name, description and label, and logs by name', async () => {
  const hosts = await list();
  hosts.toggle('web-1');
  await settled();
  hosts.toggle('web-1');
  /** @param {string} query */
  const search = (query) => {
    hosts.search(query);
    return shown(hosts);
  };
  equal(search('DB'), ['db-1']);
  equal(search('shop'), ['web-1']);
  equal(search('env=prod'), ['web-1']);
  equal(search('access'), ['web-1', '/var/log/access.log']);
  equal(search('web access'), ['web-1', '/var/log/access.log']);
  equal(search('db access'), []);
  equal(search(''), ['web-1', 'db-1']);
});

test('who may see no log is told why', async () => {
  const hosts = await list({ 'api/hosts': { hosts: [], note: 'You have no role here.' } });
  equal(hosts.state, 'ready');
  equal(hosts.note, 'You have no role here.');
});

test('hosts that cannot be loaded show why', async () => {
  const hosts = await list({});
  equal([hosts.state, hosts.message], ['error', 'api/hosts could not be reached']);
});

test('a search over five thousand hosts takes little time', async () => {
  const many = Array.from({ length: 5_000 }, (_, i) => ({ name: `node-${i}`, description: null, labels: { env: 'prod' }, logs: [] }));
  const hosts = await list({ 'api/hosts': { hosts: many } });
  const from = performance.now();
  hosts.search('node-4999');
  ok(performance.now() - from < 50, 'under 50 ms');
  equal(shown(hosts), ['node-4999']);
});

/** @type {import('../../main/webapp/hosts/row-places.js').KindHeights} */
const HEIGHTS = { host: 34, log: 44, note: 40, crowded: 84, error: 92 };

test('rows stand one under the other, and those in a stretch are found', () => {
  const places = new RowPlaces([{ kind: 'host' }, { kind: 'log' }, { kind: 'log' }, { kind: 'host' }], HEIGHTS);
  equal([0, 1, 2, 3].map((i) => places.topOf(i)), [0, 34, 78, 122]);
  equal(places.height, 156);
  equal(places.between(40, 80), [1, 3]);
  equal(places.between(-100, 1000), [0, 4]);
  equal(new RowPlaces([], HEIGHTS).between(0, 100), [0, 0]);
});
