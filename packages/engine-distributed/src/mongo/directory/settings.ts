import { Schema, type Connection, type Model } from 'mongoose';
import { upsertNewer } from '../upsert-newer.js';
import { answer } from '../persist.js';

interface SettingDocument {
  readonly _id: string;
  readonly value: number;
}

const schema = new Schema<SettingDocument>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { collection: 'settings', versionKey: false, autoIndex: false },
);

function settingModel(connection: Connection): Model<SettingDocument> {
  return connection.models['Setting'] ?? connection.model<SettingDocument>('Setting', schema);
}

/** Keeps the higher of the stored value and this one, and answers it. */
export async function raiseSetting(connection: Connection, name: string, value: number): Promise<number> {
  const settings = settingModel(connection);
  const lower = { _id: name, value: { $lt: value } };
  await upsertNewer((options) => settings.updateOne(lower, { $set: { value } }, options));
  return Math.max((await readSetting(connection, name)) ?? value, value);
}

export async function readSetting(connection: Connection, name: string): Promise<number | undefined> {
  const stored = await answer(() => settingModel(connection).findById(name).lean<SettingDocument>());
  return stored?.value;
}
