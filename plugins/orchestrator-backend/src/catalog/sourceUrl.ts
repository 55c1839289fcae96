/** A place in a repository, read from the address of its page on a code host. */
export interface SourceLocation {
  /** `org/repo`, or `group/subgroup/repo`. */
  name: string;
  /** Address of the repository's page, without credentials. */
  url: string;
  /** Path as it stands in the address; it is not to be trusted. */
  path: string;
  /** Whether the address says that the path is a file. */
  isFile: boolean;
}

interface Shape {
  /** Number of segments that name the repository. */
  nameLength: number;
  /** Number of segments before the path begins. */
  pathStart: number;
  isFile: boolean;
}

const FILE_VIEWS = ['blob', 'raw', 'edit', 'blame', '_edit'];
const VIEWS = ['tree', ...FILE_VIEWS];

/** How each kind of code host builds the addresses of files and folders; the values of `integration.type`. */
const SHAPES: Record<string, (segments: string[]) => Shape | undefined> = {
  github: segments => viewAfter(segments, 2),
  gitlab: segments => {
    const dash = segments.indexOf('-', 2);
    const view = segments.findIndex(
      (segment, index) => index >= 2 && VIEWS.includes(segment),
    );
    if (dash > 0) {
      return { ...viewAt(segments, dash + 1), nameLength: dash };
    }
    return view > 0
      ? { ...viewAt(segments, view), nameLength: view }
      : viewAfter(segments, segments.length);
  },
  gitea: segments => {
    const [, , view] = segments;
    // …/src/branch/main/path
    return view === 'src' || view === 'raw' || view === '_edit'
      ? {
          nameLength: 2,
          pathStart: view === '_edit' ? 4 : 5,
          isFile: view !== 'src',
        }
      : viewAfter(segments, 2);
  },
};

/**
 * Takes the address of a file or folder apart. A branch is taken to be one segment: with a `/` in its name, the address
 * does not tell where the branch ends.
 *
 * @param type - `type` of the Backstage integration that the address belongs to
 * @param basePath - Path below which the code host is installed, e.g. `/gitlab`
 * @returns undefined when the address names no repository, or the type is one whose addresses we don't know
 */
export function parseSourceUrl(
  type: string,
  address: string,
  basePath: string = '',
): SourceLocation | undefined {
  const url = parseHttpUrl(address);
  const base = basePath.replace(/\/+$/, '');
  if (!url || !url.pathname.startsWith(`${base}/`)) {
    return undefined;
  }
  const segments = decodeSegments(url.pathname.slice(base.length));
  const shape = segments && SHAPES[type]?.(segments);
  if (!shape || segments.length < shape.nameLength || shape.nameLength < 2) {
    return undefined;
  }
  const name = segments
    .slice(0, shape.nameLength)
    .join('/')
    .replace(/\.git$/, '');
  return {
    name,
    url: `${url.origin}${base}/${name}`,
    path: segments.slice(shape.pathStart).join('/'),
    isFile: shape.isFile,
  };
}

function parseHttpUrl(address: string): URL | undefined {
  try {
    const url = new URL(address);
    return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
    // An encoded slash would become a part of a path after it was checked.
    return segments.some(segment => segment.includes('/'))
      ? undefined
      : segments;
  } catch {
    return undefined;
  }
}

function viewAfter(segments: string[], nameLength: number): Shape {
  return { ...viewAt(segments, nameLength), nameLength };
}

/** …/tree/main/path: the view, the branch, then the path. */
function viewAt(segments: string[], index: number): Omit<Shape, 'nameLength'> {
  return {
    pathStart: index + 2,
    isFile: FILE_VIEWS.includes(segments[index] ?? ''),
  };
}
