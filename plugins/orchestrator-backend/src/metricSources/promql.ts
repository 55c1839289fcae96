/** What may stand outside of quotes: a word such as a duration or the name of a rule, or a number. */
const WORD = /^(?:[A-Za-z0-9_:.]+|-?\d+(?:\.\d+)?)$/;

type Place = 'code' | 'comment' | '"' | "'" | '`';

/**
 * Writes a value into a PromQL query so that it can't end the string that it stands in.
 *
 * @remarks
 * Between `"` or `'` it is escaped as Go writes strings. Between backticks there are no escapes, and outside of quotes
 * there is no string: there, only what needs none is taken.
 *
 * @param before - the query up to the value
 * @throws Error with a sentence, where the value can't stand there
 */
export function encodePromql(value: string, before: string): string {
  const place = placeAtEndOf(before);
  switch (place) {
    case '"':
    case "'":
      return escapeString(value);
    case '`':
      if (value.includes('`')) {
        throw new Error(
          `its answer ${JSON.stringify(
            value,
          )} has a backtick, and stands between backticks; use double quotes there`,
        );
      }
      return value;
    default:
      if (!WORD.test(value)) {
        throw new Error(
          `its answer ${JSON.stringify(
            value,
          )} stands outside of quotes, where only a word or a number may stand`,
        );
      }
      return value;
  }
}

function placeAtEndOf(query: string): Place {
  let place: Place = 'code';
  for (let at = 0; at < query.length; at += 1) {
    const character = query[at];
    switch (place) {
      case 'code':
        if (character === '#') {
          place = 'comment';
        } else if (
          character === '"' ||
          character === "'" ||
          character === '`'
        ) {
          place = character;
        }
        break;
      case 'comment':
        if (character === '\n') {
          place = 'code';
        }
        break;
      default:
        if (character === '\\' && place !== '`') {
          at += 1;
        } else if (character === place) {
          place = 'code';
        }
    }
  }
  return place;
}

/** PromQL takes `\"` only between double quotes, and `\x22` between both kinds. */
function escapeString(value: string): string {
  return [...value]
    .map(character => {
      if (character === '\\') {
        return '\\\\';
      }
      const code = character.codePointAt(0) ?? 0;
      return code < 0x20 || code === 0x7f || '"\'`'.includes(character)
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : character;
    })
    .join('');
}
