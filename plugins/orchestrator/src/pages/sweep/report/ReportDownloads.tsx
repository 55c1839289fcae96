import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import ButtonGroup from '@material-ui/core/ButtonGroup';
import GetAppIcon from '@material-ui/icons/GetApp';
import type { SweepReport } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { saveFile } from '../../../components/saveFile';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';

/** The report as Markdown, CSV or JSON. */
export function ReportDownloads({ report }: { report: SweepReport }) {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const command = useCommand();
  const params = { runId: report.run.id };
  const name = `${report.run.name}-report`;
  const files = [
    {
      label: 'Markdown',
      file: `${name}.md`,
      type: 'text/markdown',
      load: () => api.getReportMarkdown({ params }),
    },
    {
      label: 'CSV',
      file: `${name}.csv`,
      type: 'text/csv',
      load: () => api.getReportCsv({ params }),
    },
    {
      label: 'JSON',
      file: `${name}.json`,
      type: 'application/json',
      load: async () => JSON.stringify(report, undefined, 2),
    },
  ];
  return (
    <ButtonGroup
      size="small"
      aria-label={t('report.download')}
      disabled={command.pending}
    >
      {files.map(({ label, file, type, load }) => (
        <Button
          key={label}
          startIcon={<GetAppIcon />}
          aria-label={t('report.downloadAs', { format: label })}
          onClick={() =>
            command.perform(async () =>
              saveFile(file, new Blob([await load()], { type })),
            )
          }
        >
          {label}
        </Button>
      ))}
    </ButtonGroup>
  );
}
