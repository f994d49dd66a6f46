import { EngineError } from '@atlasnode/session-engine';
import type { Model, mongo } from 'mongoose';

/** The driver's own collection beneath a model: for what is written as it is, without a document object of mongoose around it. */
export function driverCollection<Document extends { readonly _id: string }>(
  model: Model<Document>,
): mongo.Collection<Document> {
  const { db } = model.db;
  if (db === undefined) throw new EngineError('UNAVAILABLE', 'MongoDB could not be reached yet');
  return db.collection<Document>(model.collection.collectionName);
}
