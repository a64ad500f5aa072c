import { makeStyles, mergeClasses, Select, type SelectProps } from '@fluentui/react-components';

const useStyles = makeStyles({
  /** As wide as its field, not as its longest option. */
  root: { minWidth: 0 },
  select: { minWidth: 0, width: '100%' },
});

/** One of a few, or of many. */
export function Choice({ className, ...props }: SelectProps) {
  const styles = useStyles();
  return <Select {...props} root={{ className: styles.root }} className={mergeClasses(styles.select, className)} />;
}
