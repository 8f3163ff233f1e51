export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

export interface Mailer {
  /** Returns once the provider has taken the mail. What it throws names neither the address nor the content. */
  send(mail: Mail): Promise<void>;
}
