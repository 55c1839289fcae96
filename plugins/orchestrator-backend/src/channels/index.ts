export { CatalogAddressBook, type AddressBook } from './AddressBook';
export { EmailChannel, type EmailOptions } from './EmailChannel';
export { NotificationChannel } from './NotificationChannel';
export { SMTP_TLS, type SmtpServer } from './smtp';
export { WebhookChannel, type WebhookEndpoint } from './WebhookChannel';
export { WEBHOOK_FORMATS, type WebhookFormat } from './webhookPayload';
