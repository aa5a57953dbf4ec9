// What one row of every-endpoint.ts is, and the short words its calls are made of. Asserts nothing.
import type { Scene } from './furnish-scene.ts'
import type { Answered, Asking } from './open-test-control.ts'

/** The least that one has to be; `anyone` needs no credential, `local` is the command line. */
export type Least = 'anyone' | 'viewer' | 'developer' | 'admin' | 'owner' | 'operator' | 'local'

export interface EndpointCase {
  readonly least: Least
  readonly good: (scene: Scene) => Promise<Answered>
  /** An ID of the scene's account for the `:id` of the path. */
  readonly id?: (scene: Scene) => string | Promise<string>
}

export const get =
  (path: string) =>
  ({ owner }: Scene) =>
    owner(path)
export const post =
  (path: string, body: object) =>
  ({ owner }: Scene) =>
    owner(path, { body })
export const onId = (id: (scene: Scene) => string | Promise<string>, path: string, asking: Asking) => async (scene: Scene) =>
  scene.owner(path.replace(':id', await id(scene)), asking)

export const body = {}
export const remove = { method: 'DELETE' }
