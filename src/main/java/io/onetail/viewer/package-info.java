@NullMarked
package io.onetail.viewer;

import org.jspecify.annotations.NullMarked;
