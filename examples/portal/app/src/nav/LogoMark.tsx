/**
 * The mark of the portal: one hand that leads many, as three lines that leave one point.
 *
 * @param props.size - width and height in pixels
 */
export const LogoMark = (props: { size: number }) => (
  <svg
    width={props.size}
    height={props.size}
    viewBox="0 0 32 32"
    fill="none"
    aria-hidden="true"
    focusable="false"
  >
    <rect width="32" height="32" rx="8" fill="#0f766e" />
    <g stroke="#99f6e4" strokeWidth="2.4" strokeLinecap="round">
      <path d="M9 16C14 16 14 8 21 8" />
      <path d="M9 16H21" />
      <path d="M9 16C14 16 14 24 21 24" />
    </g>
    <circle cx="8.5" cy="16" r="3.5" fill="#fff" />
    <circle cx="23" cy="8" r="2.8" fill="#5eead4" />
    <circle cx="23" cy="16" r="2.8" fill="#5eead4" />
    <circle cx="23" cy="24" r="2.8" fill="#5eead4" />
  </svg>
);
