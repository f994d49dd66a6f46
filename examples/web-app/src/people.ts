export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Stands for your users' table. */
export const PEOPLE: readonly Person[] = [
  { id: 'ana', name: 'Ana', roles: ['member'] },
  { id: 'bruno', name: 'Bruno', roles: ['member', 'editor'] },
  { id: 'carla', name: 'Carla', roles: ['member', 'editor', 'admin'] },
];

export function personOf(id: unknown): Person | undefined {
  return PEOPLE.find((person) => person.id === id);
}

/** Stands for your password check: slow, and what it read may be outdated by the time it is done. */
export async function passwordIsRight(_person: Person): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return true;
}
