import { markdownToHtml, markdownToSlack, markdownToText } from './markdown';

const TEXT = `# Pay *later*

From **Monday** on ~~or so~~ you can [read](https://example.com/a?b=1&c=2) \`code\`:
https://example.com/x

1. one
2. two
   - deep
   - deeper

> Quoted

\`\`\`sh
a < b
\`\`\`

| a | b |
| - | - |
| 1 | 2 |

---
<b>x</b> ![pic](https://example.com/p.png) <!channel>`;

describe('markdownToText', () => {
  it('writes the words, and the addresses of links', () => {
    expect(markdownToText(TEXT)).toBe(`Pay later

From Monday on or so you can read (https://example.com/a?b=1&c=2) code:
https://example.com/x

1. one
2. two
  - deep
  - deeper

> Quoted

a < b

a | b |
1 | 2 |

---

<b>x</b> !pic (https://example.com/p.png) <!channel>`);
  });
});

describe('markdownToSlack', () => {
  it('writes as Slack reads, and mentions nobody', () => {
    expect(markdownToSlack(TEXT)).toBe(`*Pay _later_*

From *Monday* on ~or so~ you can <https://example.com/a?b=1&amp;c=2|read> \`code\`:
<https://example.com/x|https://example.com/x>

1. one
2. two
  • deep
  • deeper

> Quoted

\`\`\`
a &lt; b
\`\`\`

a | b |
1 | 2 |

---

&lt;b&gt;x&lt;/b&gt; !<https://example.com/p.png|pic> &lt;!channel&gt;`);
  });
});

describe('markdownToHtml', () => {
  it('writes lists, links and tables', () => {
    const html = markdownToHtml(TEXT);
    expect(html).toContain('<h1>Pay <em>later</em></h1>');
    expect(html).toContain(
      '<a href="https://example.com/a?b=1&amp;c=2">read</a>',
    );
    expect(html).toContain('<td>1</td>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '![x](https://tracker.example.com/p.png)',
    '[x](https://example.com/"onmouseover="alert(1))',
    '`<svg/onload=alert(1)>`',
  ])('lets nothing act out of %s', text => {
    const html = markdownToHtml(text);
    expect(html).not.toMatch(/<(script|img|svg)/i);
    expect(html).not.toMatch(/href="(javascript|data):/i);
    expect(html).not.toMatch(/<[^>]*"\s*on\w+=/i);
  });
});
