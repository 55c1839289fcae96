import { markEdits, tokenize, type HunkTokens } from 'react-diff-view';
import refractor from 'refractor/core';
import bash from 'refractor/lang/bash';
import css from 'refractor/lang/css';
import docker from 'refractor/lang/docker';
import go from 'refractor/lang/go';
import groovy from 'refractor/lang/groovy';
import hcl from 'refractor/lang/hcl';
import ini from 'refractor/lang/ini';
import java from 'refractor/lang/java';
import javascript from 'refractor/lang/javascript';
import json from 'refractor/lang/json';
import kotlin from 'refractor/lang/kotlin';
import markdown from 'refractor/lang/markdown';
import markup from 'refractor/lang/markup';
import properties from 'refractor/lang/properties';
import python from 'refractor/lang/python';
import ruby from 'refractor/lang/ruby';
import rust from 'refractor/lang/rust';
import sql from 'refractor/lang/sql';
import toml from 'refractor/lang/toml';
import tsx from 'refractor/lang/tsx';
import typescript from 'refractor/lang/typescript';
import yaml from 'refractor/lang/yaml';
import type { PatchFile } from './parsePatch';

for (const language of [
  bash,
  css,
  docker,
  go,
  groovy,
  hcl,
  ini,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  markup,
  properties,
  python,
  ruby,
  rust,
  sql,
  toml,
  tsx,
  typescript,
  yaml,
]) {
  refractor.register(language);
}

const LANGUAGES: Record<string, string> = {
  sh: 'bash',
  bash: 'bash',
  css: 'css',
  dockerfile: 'docker',
  go: 'go',
  gradle: 'groovy',
  groovy: 'groovy',
  jenkinsfile: 'groovy',
  tf: 'hcl',
  hcl: 'hcl',
  ini: 'ini',
  cfg: 'ini',
  java: 'java',
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  jsx: 'tsx',
  json: 'json',
  kt: 'kotlin',
  kts: 'kotlin',
  md: 'markdown',
  html: 'markup',
  xml: 'markup',
  svg: 'markup',
  properties: 'properties',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sql: 'sql',
  toml: 'toml',
  tsx: 'tsx',
  ts: 'typescript',
  cts: 'typescript',
  mts: 'typescript',
  yml: 'yaml',
  yaml: 'yaml',
};

/** Above this, colours cost more than they tell. */
const MAX_CHANGES = 2_000;
/** Marking the words that differ is quadratic at worst. */
const MAX_CHANGES_FOR_EDITS = 400;
/** The tokenizer fills an array up to the last line's number, which an untrusted patch can claim to be a billion. */
const MAX_LINE_NUMBER = 50_000;

/** Name of the language that a file is written in, by its name. */
export function languageOf(path: string): string | undefined {
  const name = path.split('/').pop()?.toLowerCase() ?? '';
  const key = name.slice(name.lastIndexOf('.') + 1);
  return Object.prototype.hasOwnProperty.call(LANGUAGES, key)
    ? LANGUAGES[key]
    : undefined;
}

/** Tokens for syntax colours; none for a file that is too big, of an unknown language, or that the grammar chokes on. */
export function tokensOf(file: PatchFile): HunkTokens | undefined {
  const changes = file.hunks.reduce(
    (sum, hunk) => sum + hunk.changes.length,
    0,
  );
  const last = file.hunks[file.hunks.length - 1];
  if (
    changes === 0 ||
    changes > MAX_CHANGES ||
    Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines) >
      MAX_LINE_NUMBER
  ) {
    return undefined;
  }
  const language = languageOf(file.newPath || file.oldPath);
  const enhancers =
    changes <= MAX_CHANGES_FOR_EDITS
      ? [markEdits(file.hunks, { type: 'block' })]
      : [];
  try {
    return language === undefined
      ? tokenize(file.hunks, { enhancers })
      : tokenize(file.hunks, {
          highlight: true,
          refractor,
          language,
          enhancers,
        });
  } catch {
    return undefined;
  }
}
