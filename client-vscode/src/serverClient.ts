/** The client of one server process, loaded when a server is started and not before: it is most of what activation would take. */

import type { CancellationToken } from "vscode";
import { CloseAction, LanguageClient, State, type ErrorHandler, type LanguageClientOptions, type MessageSignature, type ServerOptions } from "vscode-languageclient/node";

/** Who decides what becomes of a server that ended: `crashes` counts over all clients, `gone` may take a restart into its own hands. */
export interface Ends {
  crashes: (client: LanguageClient) => ErrorHandler;
  /** The server crashed and may be started again: whether somebody else does it. */
  gone: () => boolean;
}

/** Says nothing by messages of its own until it is up: `Server` does, or mends what is wrong. */
export class ServerClient extends LanguageClient {
  private up = false;

  constructor(run: ServerOptions, options: LanguageClientOptions, ends: Ends) {
    super("cotlens", "CoTLens", run, {
      ...options,
      // What does not come up at all is told, or mended, by who starts it.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (...args) => ends.crashes(this).error(...args),
        closed: async () => {
          if (!this.up) {
            return { action: CloseAction.DoNotRestart, handled: true };
          }
          const result = await ends.crashes(this).closed();
          return result.action === CloseAction.Restart && ends.gone() ? { action: CloseAction.DoNotRestart, handled: true } : result;
        },
      },
    });
    this.onDidChangeState(({ newState }) => {
      this.up ||= newState === State.Running;
    });
  }

  /**
   * A request that was on its way while the server was stopped has no answer, and nobody is to be told: it is written after `shutdown`, and refused.
   * The library gives the default only where the connection itself says that it is gone. What a user asked for (that has no token) fails aloud.
   */
  override handleFailedRequest<T>(type: MessageSignature, token: CancellationToken | undefined, error: unknown, defaultValue: T, ...rest: boolean[]): T {
    return token === undefined || this.isRunning() ? super.handleFailedRequest(type, token, error, defaultValue, ...rest) : defaultValue;
  }

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.up && show);
  }
}
