import { HostList } from '../../main/webapp/hosts/host-list.js';
import { RowPlaces } from '../../main/webapp/hosts/row-places.js';
import { equal, ok, test } from './harness.js';

const HOSTS = {
  'api/hosts': { hosts: [
    { name: 'web-1', description: 'Shop', labels: { env: 'prod' }, logs: [{ source: 'journal', kind: 'command' }] },
    { name: 'db-1', description: null, labels: {}, logs: [] },
  ] },
  'api/hosts/web-1/logs': { host: 'web-1', logs: [{ source: '/var/log/app.log', kind: 'file' }, { source: '/var/log/access.log', kind: 'file' }], truncated: false },
  'api/hosts/db-1/logs': { host: 'db-1', logs: [], truncated: false },
};

async function list(answers = HOSTS) {
  const getJson = async (path) => {
    if (answers[path] === undefined) throw new Error(`${path} could not be reached`);
    return answers[path];
  };
  const made = new HostList(getJson, () => {});
  await made.load();
  return made;
}
const shown = ({ rows }) => rows.map((row) => row.log?.source ?? row.note ?? row.host);
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
  const hosts = await list({ ...HOSTS, 'api/hosts/db-1/logs': { ...HOSTS['api/hosts/web-1/logs'], truncated: true, crowded: { '/var/spool/': 2 } } });
  hosts.toggle('db-1');
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', '/var/log/app.log', '/var/log/access.log', 'crowded']);
  equal(hosts.rows[4].values, { directory: '/var/spool/', count: 2 });
});

test('a host without files says so', async () => {
  const hosts = await list();
  hosts.toggle('db-1');
  equal(shown(hosts), ['web-1', 'db-1', 'loading']);
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', 'noLogs']);
});

test('a host that fails shows the sentence, and works when tried again', async () => {
  const answers = { ...HOSTS, 'api/hosts/db-1/logs': undefined };
  const hosts = await list(answers);
  hosts.toggle('db-1');
  await settled();
  equal(shown(hosts), ['web-1', 'db-1', 'error']);
  equal(hosts.rows[2].message, 'api/hosts/db-1/logs could not be reached');
  answers['api/hosts/db-1/logs'] = HOSTS['api/hosts/web-1/logs'];
  await hosts.loadLogs('db-1');
  equal(shown(hosts), ['web-1', 'db-1', '/var/log/app.log', '/var/log/access.log']);
});

test('a server with too much to list is asked again, not for ever', async () => {
  let asked = 0;
  let busy = 2;
  const getJson = async (path) => {
    if (path === 'api/hosts') return HOSTS[path];
    asked++;
    if (busy-- > 0) throw Object.assign(new Error('too many'), { code: 'limit' });
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

test('rows stand one under the other, and those in a stretch are found', () => {
  const places = new RowPlaces([{ kind: 'host' }, { kind: 'log' }, { kind: 'log' }, { kind: 'host' }]);
  equal([0, 1, 2, 3].map((i) => places.topOf(i)), [0, 34, 78, 122]);
  equal(places.height, 156);
  equal(places.between(40, 80), [1, 3]);
  equal(places.between(-100, 1000), [0, 4]);
  equal(new RowPlaces([]).between(0, 100), [0, 0]);
});
