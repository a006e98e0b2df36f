import { Model, snakeCaseMappers } from "objection";

/** camelCase in the code, snake_case in the tables. */
export class BaseModel extends Model {
  static override get columnNameMappers() {
    return snakeCaseMappers();
  }
}
