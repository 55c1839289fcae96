import type { Config } from '@backstage/config';
import {
  badInput,
  formatDuration,
  parseDuration,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  SMTP_TLS,
  WEBHOOK_FORMATS,
  type EmailOptions,
  type SmtpServer,
  type WebhookEndpoint,
} from './channels';
import type { TemplatedHttpOptions } from './httpClient';
import type { PrometheusServer } from './metricSources';
import type { PagerDutyAccount } from './onCall';
import type { OpaServer } from './policies';

const DEFAULT_TIMEOUT = '10s';
const LONGEST_TIMEOUT_MS = 120_000;
const DEFAULT_ANSWER_BYTES = 1024 * 1024;
const LEAST_ANSWER_BYTES = 1024;
const PAGERDUTY_URL = 'https://api.pagerduty.com';
const DEFAULT_PORTS = { implicit: 465, starttls: 587, none: 25 } as const;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const SECRET_NAME = /^[A-Za-z][\w-]*$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** What trains reach outside of the portal; `config.d.ts` documents it. */
export interface TrainServicesConfig {
  prometheus: PrometheusServer[];
  http: TemplatedHttpOptions;
  /** Where webhooks of steps and probes of dashboards may go. */
  trainHttp: TemplatedHttpOptions;
  opa?: OpaServer;
  pagerDuty?: PagerDutyAccount;
  email?: EmailOptions;
  /** By name. */
  webhooks: Record<string, WebhookEndpoint>;
  /** By name. */
  statusPages: Record<string, WebhookEndpoint>;
}

/**
 * Reads the settings of metric sources, policies, people on call and channels.
 *
 * @param root - of the whole app-config
 * @throws InputError that names the setting, what was found and what is accepted
 */
export function readTrainServices(root: Config): TrainServicesConfig {
  const prometheus = sectionsIn(root, 'orchestrator.metricSources.prometheus');
  return {
    prometheus: prometheus.map(readPrometheus),
    http: readHttp(section(root, 'orchestrator.metricSources.http')),
    trainHttp: readHttp(section(root, 'orchestrator.trains.http')),
    opa: optional(root, 'orchestrator.policies.opa', readOpa),
    pagerDuty: optional(root, 'orchestrator.onCall.pagerDuty', readPagerDuty),
    email: optional(root, 'orchestrator.channels.email', readEmail),
    webhooks: readEndpoints(root, 'orchestrator.channels.webhooks'),
    statusPages: readEndpoints(root, 'orchestrator.channels.statusPages'),
  };
}

/** A part of the configuration, with its path for messages. */
export interface Section {
  name: string;
  path: string;
  config: Config | undefined;
}

function section(root: Config, path: string): Section {
  return {
    name: path.slice(path.lastIndexOf('.') + 1),
    path,
    config: root.getOptionalConfig(path),
  };
}

/** Every part below a path: names are for people to choose. */
export function sectionsIn(root: Config, path: string): Section[] {
  const parent = root.getOptionalConfig(path);
  return (parent?.keys() ?? []).map(name => ({
    name,
    path: `${path}.${name}`,
    config: parent!.getConfig(name),
  }));
}

function optional<T>(
  root: Config,
  path: string,
  read: (of: Section) => T,
): T | undefined {
  return root.has(path) ? read(section(root, path)) : undefined;
}

function readPrometheus(of: Section): PrometheusServer {
  const url = address(of, 'url');
  const token = of.config?.getOptionalString('token');
  return {
    name: of.name,
    url,
    externalUrl: of.config?.has('externalUrl')
      ? address(of, 'externalUrl')
      : url,
    headers: {
      ...headersOf(of),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    timeoutMs: timeout(of),
    maxBytes: answerBytes(of),
  };
}

function readHttp(of: Section): TemplatedHttpOptions {
  const secrets = of.config?.getOptionalConfig('secrets');
  const allow = origins(of, 'allow');
  return {
    setting: of.path,
    allow,
    secrets: Object.fromEntries(
      (secrets?.keys() ?? []).map(name => {
        const path = `${of.path}.secrets.${name}`;
        if (!SECRET_NAME.test(name)) {
          throw badInput(path, name, 'a name such as apiKey');
        }
        const secret = { name, path, config: secrets!.getConfig(name) };
        return [
          name,
          {
            value: text(secret, 'value'),
            origins: origins(secret, 'origins', allow),
          },
        ];
      }),
    ),
    timeoutMs: timeout(of),
    maxBytes: answerBytes(of),
  };
}

function readOpa(of: Section): OpaServer {
  const token = of.config?.getOptionalString('token');
  return {
    url: address(of, 'url'),
    timeoutMs: timeout(of),
    ...(token !== undefined && { token }),
  };
}

function readPagerDuty(of: Section): PagerDutyAccount {
  return {
    url: of.config?.has('url') ? address(of, 'url') : PAGERDUTY_URL,
    token: text(of, 'token'),
    timeoutMs: timeout(of),
  };
}

function readEmail(of: Section): EmailOptions {
  const from = text(of, 'from');
  if (!EMAIL.test(from)) {
    throw badInput(`${of.path}.from`, from, 'an address of email');
  }
  return {
    smtp: readSmtp(
      {
        name: 'smtp',
        path: `${of.path}.smtp`,
        config: of.config?.getOptionalConfig('smtp'),
      },
      timeout(of),
    ),
    from,
    fromName: of.config?.getOptionalString('fromName') ?? 'Release trains',
    allowDomains: (of.config?.getOptionalStringArray('allowDomains') ?? []).map(
      domain => domain.toLowerCase(),
    ),
  };
}

function readSmtp(of: Section, timeoutMs: number): SmtpServer {
  const tls = oneOf(of, 'tls', SMTP_TLS, 'starttls');
  const port = of.config?.getOptionalNumber('port') ?? DEFAULT_PORTS[tls];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw badInput(`${of.path}.port`, port, 'a whole number from 1 to 65535');
  }
  const username = of.config?.getOptionalString('username');
  return {
    host: text(of, 'host'),
    port,
    tls,
    timeoutMs,
    ...(username !== undefined && {
      username,
      password: text(of, 'password'),
    }),
  };
}

function readEndpoints(
  root: Config,
  path: string,
): Record<string, WebhookEndpoint> {
  return Object.fromEntries(
    sectionsIn(root, path).map(of => {
      const secret = of.config?.getOptionalString('secret');
      return [
        of.name,
        {
          url: address(of, 'url', true),
          format: oneOf(of, 'format', WEBHOOK_FORMATS, 'json'),
          headers: headersOf(of),
          timeoutMs: timeout(of),
          ...(secret !== undefined && { secret }),
        },
      ];
    }),
  );
}

function text({ config, path }: Section, key: string): string {
  const value = config?.getOptionalString(key);
  if (value === undefined) {
    throw badInput(`${path}.${key}`, undefined, 'a text');
  }
  return value;
}

function oneOf<T extends string>(
  { config, path }: Section,
  key: string,
  accepted: readonly T[],
  fallback: T,
): T {
  const found = config?.getOptionalString(key) ?? fallback;
  const value = accepted.find(one => one === found);
  if (value === undefined) {
    throw badInput(`${path}.${key}`, found, accepted.join(', '));
  }
  return value;
}

/** @param isSecret - whether the address itself lets one in, so that no message may show it */
export function address(
  of: Section,
  key: string,
  isSecret: boolean = false,
): string {
  const value = text(of, key);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw badInput(
      `${of.path}.${key}`,
      isSecret ? 'something else' : value,
      'an address such as https://host/path, without credentials',
    );
  }
  return value;
}

/** @param among - those that they may be; left out: all */
function origins(of: Section, key: string, among?: string[]): string[] {
  const found = of.config?.getOptionalStringArray(key) ?? [];
  found.forEach((value, index) => {
    const isOrigin = URL.canParse(value) && new URL(value).origin === value;
    if (!isOrigin || !/^https?:/.test(value)) {
      throw badInput(
        `${of.path}.${key}[${index}]`,
        value,
        'an origin such as https://api.example.com, without a path',
      );
    }
    if (among && !among.includes(value)) {
      throw badInput(
        `${of.path}.${key}[${index}]`,
        value,
        'an origin that allow lists, too',
      );
    }
  });
  if (among && found.length === 0) {
    throw badInput(
      `${of.path}.${key}`,
      found,
      'the origins that the secret may be sent to, at least one',
    );
  }
  return found;
}

export function headersOf({ config, path }: Section): Record<string, string> {
  const headers = config?.getOptionalConfig('headers');
  return Object.fromEntries(
    (headers?.keys() ?? []).map(name => {
      if (!HEADER_NAME.test(name)) {
        throw badInput(`${path}.headers`, name, 'the name of a header');
      }
      return [name.toLowerCase(), headers!.getString(name)];
    }),
  );
}

export function timeout({ config, path }: Section): number {
  const value = config?.getOptionalString('timeout') ?? DEFAULT_TIMEOUT;
  const milliseconds = parseDuration(value, `${path}.timeout`);
  if (milliseconds === 0 || milliseconds > LONGEST_TIMEOUT_MS) {
    throw badInput(
      `${path}.timeout`,
      value,
      `a duration longer than 0, up to ${formatDuration(LONGEST_TIMEOUT_MS)}`,
    );
  }
  return milliseconds;
}

function answerBytes({ config, path }: Section): number {
  const value = config?.getOptionalNumber('maxBytes') ?? DEFAULT_ANSWER_BYTES;
  if (!Number.isInteger(value) || value < LEAST_ANSWER_BYTES) {
    throw badInput(
      `${path}.maxBytes`,
      value,
      `a whole number from ${LEAST_ANSWER_BYTES}`,
    );
  }
  return value;
}
