import MarkdownIt from 'markdown-it';

type Rules = MarkdownIt['renderer']['rules'];

/** How a kind of text marks up. */
interface Style {
  escape(text: string): string;
  strong: string;
  emphasis: string;
  struck: string;
  code: string;
  fence: string;
  bullet: string;
  linkOpen(url: string): string;
  linkClose(url: string): string;
}

const PLAIN = reader();
PLAIN.renderer.rules = rulesOf({
  escape: text => text,
  strong: '',
  emphasis: '',
  struck: '',
  code: '',
  fence: '',
  bullet: '-',
  linkOpen: () => '',
  linkClose: url => ` (${url})`,
});

const SLACK = reader();
SLACK.renderer.rules = rulesOf({
  escape: escapeMarkup,
  strong: '*',
  emphasis: '_',
  struck: '~',
  code: '`',
  fence: '```',
  bullet: '•',
  linkOpen: url => `<${escapeMarkup(url)}|`,
  linkClose: () => '>',
});

const HTML = reader();

/** Safe HTML of a Markdown text: HTML in it is shown as text. */
export function markdownToHtml(text: string): string {
  return HTML.render(text).trim();
}

/** The words of a Markdown text, with the addresses of links behind them. */
export function markdownToText(text: string): string {
  return tidy(PLAIN.render(text));
}

/** A Markdown text as Slack writes it: nothing in it can mention a channel or a person. */
export function markdownToSlack(text: string): string {
  return tidy(SLACK.render(text));
}

/** Links with dangerous protocols are none, and images, which tell their server who reads, are links. */
function reader(): MarkdownIt {
  return new MarkdownIt({ html: false, linkify: true }).disable('image');
}

/** Makes a text one that can't be markup, in HTML and in Slack. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What is written for each token of CommonMark with tables and strikethrough. */
function rulesOf(style: Style): Rules {
  const always = (text: string) => () => text;
  const content =
    (around: string, breaks: string) => (tokens: Tokens, index: number) =>
      `${around}${style.escape(tokens[index].content)}${around}${breaks}`;
  const fenced = (tokens: Tokens, index: number) =>
    [style.fence, style.escape(tokens[index].content).trimEnd(), style.fence]
      .filter(line => line !== '')
      .join('\n')
      .concat('\n\n');
  const wrapping = (name: string, mark: string): Rules => ({
    [`${name}_open`]: always(mark),
    [`${name}_close`]: always(mark),
  });
  const block = (name: string, end: string): Rules => ({
    [`${name}_open`]: always(''),
    [`${name}_close`]: always(end),
  });
  return {
    text: content('', ''),
    code_inline: content(style.code, ''),
    softbreak: always('\n'),
    hardbreak: always('\n'),
    ...wrapping('strong', style.strong),
    ...wrapping('em', style.emphasis),
    ...wrapping('s', style.struck),
    link_open: (tokens, index) => style.linkOpen(addressAt(tokens, index)),
    link_close: (tokens, index) => {
      const opening = openingOf(tokens, index);
      // An address that stands for itself is not said twice.
      return tokens[opening].info === 'auto' && style.linkOpen('') === ''
        ? ''
        : style.linkClose(addressAt(tokens, opening));
    },
    heading_open: always(style.strong),
    heading_close: always(`${style.strong}\n\n`),
    paragraph_open: always(''),
    paragraph_close: (tokens, index) => (tokens[index].hidden ? '\n' : '\n\n'),
    ...block('bullet_list', '\n'),
    ...block('ordered_list', '\n'),
    list_item_open: (tokens, index) => {
      const { level, info } = tokens[index];
      return `${' '.repeat(level - 1)}${info ? `${info}.` : style.bullet} `;
    },
    list_item_close: always(''),
    blockquote_open: always('> '),
    blockquote_close: always(''),
    fence: fenced,
    code_block: fenced,
    hr: always('---\n\n'),
    ...block('table', '\n'),
    ...block('thead', ''),
    ...block('tbody', ''),
    ...block('tr', '\n'),
    ...block('th', ' | '),
    ...block('td', ' | '),
  };
}

type Tokens = ReturnType<MarkdownIt['parse']>;

function addressAt(tokens: Tokens, index: number): string {
  return tokens[index].attrGet('href') ?? '';
}

/** Links don't nest. */
function openingOf(tokens: Tokens, closing: number): number {
  let index = closing;
  while (tokens[index].type !== 'link_open') {
    index -= 1;
  }
  return index;
}
