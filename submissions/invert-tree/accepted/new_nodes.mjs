export function invertTree(root) {
  return root && new TreeNode(root.val, invertTree(root.right), invertTree(root.left));
}
