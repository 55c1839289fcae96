import { parseEntityRef } from '@backstage/catalog-model';
import { useApiHolder } from '@backstage/core-plugin-api';
import {
  entityPresentationApiRef,
  entityPresentationSnapshot,
} from '@backstage/plugin-catalog-react';
import { Fragment, useCallback } from 'react';
import { EntityName } from './EntityName';
import { useLanguage } from './RelativeTime';
import { withZonedTimes } from './ZonedTime';

/** A reference of the catalog in a sentence; a full stop behind it is none of its name. */
const REFERENCE =
  /(?:user|group|component|system|api|resource|domain):[a-z0-9](?:[\w.-]*[a-z0-9])?\/[a-z0-9](?:[\w.-]*[a-z0-9])?/gi;
/** Before a reference that is a part of something else, such as an address. */
const PART_OF_MORE = /[\w=/:%+.-]/;

/** A piece of a sentence: words, or a reference. */
interface Piece {
  text: string;
  isReference: boolean;
}

/** A sentence of the backend, taken apart where it names somebody or something of the catalog. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index = 0 } of text.matchAll(REFERENCE)) {
    if (index === 0 || !PART_OF_MORE.test(text[index - 1])) {
      pieces.push({ text: text.slice(end, index), isReference: false });
      pieces.push({ text: found, isReference: true });
      end = index + found.length;
    }
  }
  return [...pieces, { text: text.slice(end), isReference: false }];
}

/**
 * A reason of the backend as its reader knows it: instants on their clock, people, groups and components by their names,
 * as links.
 *
 * @remarks The backend doesn't know who reads: its reasons have instants in UTC, and references.
 */
export function ReasonText({ text }: { text: string }) {
  const language = useLanguage();
  return (
    <>
      {piecesOf(text).map((piece, index) => (
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {piece.isReference ? (
            <EntityName entityRef={piece.text} />
          ) : (
            withZonedTimes(piece.text, undefined, language)
          )}
        </Fragment>
      ))}
    </>
  );
}

/** The same as plain words, for where no link can be; with the names that are known by now. */
export function useReasonWords(): (text: string) => string {
  const language = useLanguage();
  const presentation = useApiHolder().get(entityPresentationApiRef);
  return useCallback(
    text =>
      piecesOf(text)
        .map(piece =>
          piece.isReference
            ? entityPresentationSnapshot(
                parseEntityRef(piece.text),
                undefined,
                presentation,
              ).primaryTitle
            : withZonedTimes(piece.text, undefined, language),
        )
        .join(''),
    [language, presentation],
  );
}
