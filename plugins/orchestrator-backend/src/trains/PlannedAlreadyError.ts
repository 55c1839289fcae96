import { ConflictError } from '@backstage/errors';

/** A recurring train has one train for each of its departures. */
export class PlannedAlreadyError extends ConflictError {
  /** For who may not see which train it is. */
  readonly reserved: string;

  constructor(name: string, departure: string, readonly trainId: string) {
    const reserved = `${name} is planned for the departure at ${departure} already`;
    super(
      `${reserved}: ${trainId}. Revise that train, or name another departure`,
    );
    this.reserved = `${reserved}, by a train that you may not see`;
  }
}
