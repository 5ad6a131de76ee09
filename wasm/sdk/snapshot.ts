// The last answers, kept on the device for the first paint of the next visit. Used only where the shopper agreed; one
// entry, which goes when somebody else signs in, when nobody is, or when the agreement is withdrawn.
import type { MeAnswer, ProgramAnswer } from './vocabulary.js';

const databaseName = 'laurel';
const tableName = 'snapshot';

export interface Snapshot {
  /** Store and subject: nobody gets to see another's. */
  owner: string;
  program: ProgramAnswer;
  me: MeAnswer;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

async function withTable<T>(mode: IDBTransactionMode, use: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(tableName);
  const database = await settled(opening);
  try {
    return await settled(use(database.transaction(tableName, mode).objectStore(tableName)));
  } finally {
    database.close();
  }
}

/** A device that can't store is as good as an empty one. */
export async function readSnapshot(owner: string): Promise<Snapshot | undefined> {
  const reading = withTable('readonly', (table) => table.get(0) as IDBRequest<Snapshot | undefined>);
  const kept = await reading.catch(() => undefined);
  return kept?.owner === owner ? kept : undefined;
}

export async function writeSnapshot(snapshot: Snapshot): Promise<void> {
  await withTable('readwrite', (table) => table.put(snapshot, 0)).catch(() => undefined);
}

export async function forgetSnapshot(): Promise<void> {
  await settled(indexedDB.deleteDatabase(databaseName)).catch(() => undefined);
}
