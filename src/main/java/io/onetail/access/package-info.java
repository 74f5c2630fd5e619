@NullMarked
package io.onetail.access;

import org.jspecify.annotations.NullMarked;
