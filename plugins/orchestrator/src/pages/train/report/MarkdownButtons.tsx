import Button from '@material-ui/core/Button';
import { saveFile } from '../../../components/saveFile';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';

/** Takes a text in Markdown elsewhere: to the clipboard, or as a file. */
export function MarkdownButtons(props: {
  markdown: string;
  /** Name of the file, without its ending. */
  name: string;
  /** What is said once it is on the clipboard. */
  copied: string;
}) {
  const { markdown, name, copied } = props;
  const t = useText();
  const command = useCommand();
  return (
    <>
      <Button
        variant="outlined"
        disabled={markdown === ''}
        onClick={() =>
          command.perform(() => navigator.clipboard.writeText(markdown), copied)
        }
      >
        {t('train.closing.notes.copy')}
      </Button>
      <Button
        variant="outlined"
        disabled={markdown === ''}
        onClick={() =>
          saveFile(
            `${name}.md`,
            new Blob([`${markdown.trimEnd()}\n`], { type: 'text/markdown' }),
          )
        }
      >
        {t('train.closing.notes.download')}
      </Button>
    </>
  );
}
