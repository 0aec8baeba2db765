// `DOMException`: errors of what browsers and node share, told apart by their name.
(function () {
  'use strict';
  // Names, and the constants of the numbers that each had before names counted, from 1 on.
  const NAMES = ('IndexSizeError - HierarchyRequestError WrongDocumentError InvalidCharacterError - ' +
    'NoModificationAllowedError NotFoundError NotSupportedError InUseAttributeError InvalidStateError ' +
    'SyntaxError InvalidModificationError NamespaceError InvalidAccessError - TypeMismatchError SecurityError ' +
    'NetworkError AbortError URLMismatchError QuotaExceededError TimeoutError InvalidNodeTypeError ' +
    'DataCloneError').split(' ');
  const constants = ('INDEX_SIZE_ERR DOMSTRING_SIZE_ERR HIERARCHY_REQUEST_ERR WRONG_DOCUMENT_ERR INVALID_CHARACTER_ERR ' +
    'NO_DATA_ALLOWED_ERR NO_MODIFICATION_ALLOWED_ERR NOT_FOUND_ERR NOT_SUPPORTED_ERR INUSE_ATTRIBUTE_ERR ' +
    'INVALID_STATE_ERR SYNTAX_ERR INVALID_MODIFICATION_ERR NAMESPACE_ERR INVALID_ACCESS_ERR VALIDATION_ERR ' +
    'TYPE_MISMATCH_ERR SECURITY_ERR NETWORK_ERR ABORT_ERR URL_MISMATCH_ERR QUOTA_EXCEEDED_ERR TIMEOUT_ERR ' +
    'INVALID_NODE_TYPE_ERR DATA_CLONE_ERR').split(' ');
  class DOMException extends Error {
    #name = 'Error';
    constructor(message = '', options = 'Error') {
      super(`${message}`);
      Object.defineProperty(this, 'message', { value: `${message}`, writable: true, enumerable: false, configurable: true });
      if (options !== null && typeof options === 'object') {
        if (options.name !== undefined) this.#name = `${options.name}`;
        if ('cause' in options) {
          Object.defineProperty(this, 'cause', { value: options.cause, writable: true, enumerable: false, configurable: true });
        }
      } else {
        this.#name = `${options}`;
      }
    }
    get name() { return #name in this ? this.#name : 'Error'; }
    get code() { return NAMES.indexOf(this.#name) + 1; }
  }
  constants.forEach((constant, i) => {
    const property = { value: i + 1, enumerable: true };
    Object.defineProperty(DOMException, constant, property);
    Object.defineProperty(DOMException.prototype, constant, property);
  });
  for (const name of ['name', 'code']) Object.defineProperty(DOMException.prototype, name, { enumerable: true });
  Object.defineProperty(DOMException.prototype, Symbol.toStringTag, { value: 'DOMException', configurable: true });
  return { DOMException };
})
