import type { ChannelMessage } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { JsonObject } from '@backstage/types';
import { markdownToHtml, markdownToSlack, markdownToText } from './markdown';

/** What a webhook gets: all that there is, or what Slack and its like show. */
export const WEBHOOK_FORMATS = ['json', 'slack'] as const;

/** {@inheritDoc WEBHOOK_FORMATS} */
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Longest that Slack takes of each. */
const SLACK_HEADER = 150;
const SLACK_SECTION = 3_000;
const SLACK_BLOCKS = 50;

/** The body of a webhook. */
export function webhookPayload(
  message: ChannelMessage,
  format: WebhookFormat,
  id: string,
): JsonObject {
  return format === 'slack' ? slackPayload(message) : jsonPayload(message, id);
}

function jsonPayload(message: ChannelMessage, id: string): JsonObject {
  const { subject, body, link, persona, moment } = message;
  return {
    type: 'orchestrator.communication',
    id,
    subject,
    body,
    text: markdownToText(body),
    html: markdownToHtml(body),
    ...(link !== undefined && { link }),
    ...(persona !== undefined && { persona }),
    ...(moment !== undefined && { moment }),
  };
}

/** `text` is what notifications and readers without blocks show. */
function slackPayload({ subject, body, link }: ChannelMessage): JsonObject {
  const text = markdownToSlack(body);
  const title = markdownToSlack(subject);
  return {
    text: `*${title}*\n${text}${link === undefined ? '' : `\n<${link}>`}`,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cut(subject, SLACK_HEADER) },
      },
      ...sections(text).map(section => mrkdwn('section', section)),
      ...(link === undefined
        ? []
        : [
            {
              type: 'context',
              elements: [{ type: 'mrkdwn', text: `<${link}>` }],
            },
          ]),
    ],
  };
}

function mrkdwn(type: string, text: string): JsonObject {
  return { type, text: { type: 'mrkdwn', text } };
}

/** Parts of a text that are short enough, cut between lines where there are any. */
function sections(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest !== '' && found.length < SLACK_BLOCKS - 2) {
    const line = rest.lastIndexOf('\n', SLACK_SECTION);
    const end =
      rest.length <= SLACK_SECTION || line <= 0
        ? Math.min(rest.length, SLACK_SECTION)
        : line;
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return found;
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
