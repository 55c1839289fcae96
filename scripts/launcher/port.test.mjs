import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { assertPortFree, freePort, wantedPort } from './port.mjs';

test('the port is 7007 unless PORT says otherwise', () => {
  assert.equal(wantedPort({}), 7007);
  assert.equal(wantedPort({ PORT: '7100' }), 7100);
});

for (const PORT of ['abc', '0', '70000', '7.5']) {
  test(`'${PORT}' is refused as a port`, () => {
    assert.throws(() => wantedPort({ PORT }), /a port is a number/);
  });
}

test('a busy port is told with a way out, and a free one passes', async () => {
  const server = createServer();
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await assert.rejects(
    assertPortFree(port),
    new RegExp(`Port ${port} is in use[^]*PORT=${port + 1} npm start`),
  );
  await new Promise(resolve => {
    server.close(resolve);
  });
  await assertPortFree(port);
});

test('a free port is the wanted one, unless that is taken', async () => {
  const wanted = await freePort();
  assert.equal(await freePort(wanted), wanted);
  const server = createServer();
  await new Promise(resolve => {
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const other = await freePort(wanted);
  assert.ok(other > 0 && other !== wanted);
  await new Promise(resolve => {
    server.close(resolve);
  });
});
