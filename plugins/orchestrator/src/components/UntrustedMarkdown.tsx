import { MarkdownContent } from '@backstage/core-components';
import { isSafeAddress } from './SafeLink';

/**
 * Markdown that others wrote: sanitised, links only to http and https or into the portal.
 *
 * @remarks Images are not loaded, because their addresses would tell a stranger who reads this, and when.
 */
export function UntrustedMarkdown(props: { content: string }) {
  return (
    <MarkdownContent
      content={props.content}
      dialect="gfm"
      transformLinkUri={address => (isSafeAddress(address) ? address : '')}
      transformImageUri={() => ''}
    />
  );
}
