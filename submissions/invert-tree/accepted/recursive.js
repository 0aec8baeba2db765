/**
 * @param {TreeNode} root
 * @return {TreeNode}
 */
var invertTree = function (root) {
  if (root === null) return null;
  const { left, right } = root;
  root.left = invertTree(right);
  root.right = invertTree(left);
  return root;
};
