import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import type { ManifestIssue } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useRef } from 'react';
import { useText } from '../../translation';
import { quietColor } from '../../components/states/tones';

const LINE_HEIGHT_REM = 1.25;

const useStyles = makeStyles(
  theme => ({
    box: {
      display: 'flex',
      height: 'min(70vh, 48rem)',
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      backgroundColor: theme.palette.background.paper,
      '&:focus-within': { outline: `2px solid ${theme.palette.primary.main}` },
    },
    gutter: {
      overflow: 'hidden',
      padding: theme.spacing(1, 0.5),
      margin: 0,
      textAlign: 'right',
      color: quietColor(theme),
      backgroundColor: theme.palette.background.default,
      font: `0.8125rem/${LINE_HEIGHT_REM}rem monospace`,
      userSelect: 'none',
      minWidth: '3.5ch',
      flex: 'none',
    },
    wrong: {
      color:
        theme.palette.error[theme.palette.type === 'dark' ? 'light' : 'dark'],
      fontWeight: theme.typography.fontWeightBold as number,
    },
    text: {
      flex: 1,
      minWidth: 0,
      border: 0,
      outline: 0,
      resize: 'none',
      padding: theme.spacing(1),
      whiteSpace: 'pre',
      overflow: 'auto',
      color: theme.palette.text.primary,
      backgroundColor: 'transparent',
      font: `0.8125rem/${LINE_HEIGHT_REM}rem monospace`,
      tabSize: 2,
    },
    issues: { listStyle: 'none', margin: theme.spacing(1, 0), padding: 0 },
    issue: {
      textAlign: 'left',
      textTransform: 'none',
      justifyContent: 'flex-start',
    },
  }),
  { name: 'OrchestratorYamlEditor' },
);

/** A manifest, or a text like it, as YAML with line numbers; a mistake marks its line, and leads to it from the list below. */
export function YamlEditor(props: {
  /** What the text is, where it is no manifest. */
  label?: string;
  source: string;
  issues: ManifestIssue[];
  onChange: (source: string) => void;
}) {
  const { source, issues, onChange } = props;
  const t = useText();
  const classes = useStyles();
  const text = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const lines = source.split('\n');
  const wrong = new Set(issues.map(issue => issue.line));

  const goTo = (line: number) => {
    const start = lines
      .slice(0, line - 1)
      .reduce((length, before) => length + before.length + 1, 0);
    text.current?.focus();
    text.current?.setSelectionRange(
      start,
      start + (lines[line - 1]?.length ?? 0),
    );
    if (text.current) {
      const rem =
        parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      text.current.scrollTop = Math.max(0, (line - 5) * LINE_HEIGHT_REM * rem);
    }
  };
  return (
    <>
      <div className={classes.box}>
        <pre ref={gutter} className={classes.gutter} aria-hidden>
          {lines.map((_, index) => (
            // Lines have no other identity than their number.
            <div
              key={index}
              className={wrong.has(index + 1) ? classes.wrong : undefined}
            >
              {wrong.has(index + 1) ? '▸' : ''}
              {index + 1}
            </div>
          ))}
        </pre>
        <textarea
          ref={text}
          className={classes.text}
          value={source}
          onChange={event => onChange(event.target.value)}
          onScroll={event => {
            if (gutter.current) {
              gutter.current.scrollTop = event.currentTarget.scrollTop;
            }
          }}
          aria-label={props.label ?? t('newSweep.yaml')}
          aria-invalid={issues.length > 0}
          aria-describedby="orchestrator-manifest-issues"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
        />
      </div>
      <ul
        id="orchestrator-manifest-issues"
        className={classes.issues}
        aria-live="polite"
      >
        {issues.map(issue => (
          <li key={`${issue.path} ${issue.message}`}>
            <Button
              size="small"
              className={classes.issue}
              onClick={() => issue.line !== undefined && goTo(issue.line)}
            >
              {issue.line === undefined
                ? issue.message
                : t('newSweep.issueAt', {
                    line: String(issue.line),
                    message: issue.message,
                  })}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
