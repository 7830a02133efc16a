/** Something that liqoctl asks of the API of a cluster, as the tables of releases hold it. */
export interface PermissionRow {
  readonly verb: 'get' | 'list' | 'create' | 'update' | '*';
  /** Plural name with its group, such as `gatewayservers.networking.liqo.io`; `*` for everything. */
  readonly resource: string;
  /** The namespace of Liqo, the one that holds the objects of this peering, or the whole cluster. */
  readonly where: 'liqo' | 'tenant' | 'cluster';
  /** The object, where it is always the same one: a Role may name it. */
  readonly name?: string;
  /** What it is for, such as `to create the gateway server`. */
  readonly purpose: string;
}

/** Where a permission is needed; the name of a tenant namespace cannot always be known before it is created. */
export type PermissionScope =
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'unknown-namespace' };

/** Something that liqoctl, or a run of this program, will ask of the API of one cluster. */
export interface NeededPermission {
  readonly verb: PermissionRow['verb'] | 'deletecollection';
  /** Plural name with its group, such as `gatewayservers.networking.liqo.io`; `*` for everything. */
  readonly resource: string;
  readonly scope: PermissionScope;
  /** The object, where it is always the same one: a Role may name it. */
  readonly name?: string | undefined;
  /** What it is for, such as `to create the gateway server`. */
  readonly purpose: string;
}
