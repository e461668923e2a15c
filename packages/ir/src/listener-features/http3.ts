/** Also serve HTTP/3 (QUIC) on the listener's port. */
export interface Http3 {
  /** Port to advertise in `alt-svc`. */
  readonly advertisedPort: number;
}
