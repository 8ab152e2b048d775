import type { Form } from '../../../src/chat/form.ts';
import { UserError } from '../../../src/errors.ts';
import { LIMITS } from '../limits.ts';
import type { Asking } from './asking.ts';

/** A form that somebody has before them, and for what its answer will be. */
interface OpenForm {
  readonly form: Form;
  readonly asking: Asking;
}

/** The forms that are open. They belong to whoever asked for them, whichever of their tabs they fill them in at. */
export interface Forms {
  open(one: OpenForm): string;
  /** @throws UserError where this person has no such form */
  get(id: string, personId: string): OpenForm;
  /** Gives a form out of hand, so that it is worked on once. @throws UserError where this person has no such form */
  take(id: string, personId: string): OpenForm;
  putBack(id: string, one: OpenForm): void;
}

const NOT_OPEN =
  'This form is not open any more. Copy from it what you want to keep, close it, and send the command again.';

/** Keeps so many open in all and of one person (`LIMITS`), the newest; the oldest is forgotten. */
export function createForms(newId: () => string): Forms {
  const all = new Map<string, OpenForm>();

  /** What nobody closes is forgotten: of a form that is put away in the browser nothing is heard again. */
  const makeRoom = (personId: string): void => {
    const ids = [...all.keys()];
    const own = ids.filter((id) => all.get(id)?.asking.who.id === personId);
    const oldest = own.length > LIMITS.formsOfOne ? own[0] : ids.length > LIMITS.forms ? ids[0] : undefined;
    if (oldest !== undefined) all.delete(oldest);
  };

  const get: Forms['get'] = (id, personId) => {
    const one = all.get(id);
    if (one?.asking.who.id !== personId) throw new UserError(NOT_OPEN);
    return one;
  };

  const putBack: Forms['putBack'] = (id, one) => {
    all.set(id, one);
    makeRoom(one.asking.who.id);
  };

  return {
    get,
    putBack,
    open(one) {
      const id = newId();
      putBack(id, one);
      return id;
    },
    take(id, personId) {
      const one = get(id, personId);
      all.delete(id);
      return one;
    },
  };
}
